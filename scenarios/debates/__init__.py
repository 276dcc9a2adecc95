"""The controversies of the doctrine, posed as experiments that can fail.

Each file of this folder states a claim and its counter-claim, the runs that tell them apart, and
from where to where a figure speaks for either. `posed` reads them, `verdict` judges them by runs,
`page` writes docs/debates.md. Numbers are those of the list of debates the model was built for.
"""
