# Sourced after jdk.sh: checks that Maven is installed.

if ! command -v mvn >/dev/null 2>&1; then
  echo "everymode: needs Maven 3.8 or newer but found none; install it (for example" \
    "'apt-get install maven' or 'brew install maven')" >&2
  exit 1
fi
