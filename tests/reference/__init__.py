"""The month of households and enterprises written plainly, and the kernels held to it."""
