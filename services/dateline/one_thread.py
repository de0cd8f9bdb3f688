"""One process uses one core: numpy's BLAS is told so before Dateline imports numpy.

Its threads would take a second core and hardly save time; more processes use it better (`worker --processes`). What the
environment says already, and a numpy that was imported before, stay as they are.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
