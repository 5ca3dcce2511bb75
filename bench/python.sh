# Sourced by the scripts of this folder: $python is an interpreter that has a module, or the script ends.

find_python() { # MODULE NAME DEBIAN-PACKAGE
  for python in ${EVERYMODE_PYTHON:+"$EVERYMODE_PYTHON"} python3 /usr/bin/python3; do
    if "$python" -c "import $1" >/dev/null 2>&1; then
      return
    fi
  done
  echo "No python3 here has $2: apt-get install $3 libopenblas0-pthread" >&2
  exit 1
}
