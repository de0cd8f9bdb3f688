#!/bin/sh
# Makes the virtual environment $1, with the Python $2 or else the first suitable one on the path. One that runs stays.
set -eu

venv=$1
wanted=${2:-}

is_supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

if [ -z "$wanted" ] && [ -x "$venv/bin/python" ] && is_supported "$venv/bin/python"; then
    exit 0
fi

without_venv=
for python in ${wanted:-python3 python3.13 python3.12 python3.11 python}; do
    is_supported "$python" || continue
    if has_venv "$python"; then
        "$python" -m venv --clear "$venv"
        exit 0
    fi
    without_venv=${without_venv:-$python}
done

if [ -n "$without_venv" ]; then
    version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    cat >&2 <<END
$without_venv (Python $version) cannot make a virtual environment: its modules venv and ensurepip are not installed.
  Debian, Ubuntu:  apt install python$version-venv
  elsewhere:       take a Python that has them: make PYTHON=/path/to/python setup
END
elif [ -n "$wanted" ]; then
    echo "PYTHON=$wanted is not a Python 3.11, 3.12 or 3.13 that runs. Found: $("$wanted" --version 2>&1 || true)" >&2
else
    cat >&2 <<END
Dateline needs Python 3.11, 3.12 or 3.13, and finds none on the path. python3 is: $(python3 --version 2>&1 || true)
Install one, or name it: make PYTHON=/path/to/python setup
END
fi
exit 1
