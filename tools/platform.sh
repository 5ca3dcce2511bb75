# Sourced by the scripts of this project: ends with one sentence where LibTorch does not run.

platform() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=macosx ;;
    MINGW* | MSYS* | CYGWIN*) system=windows ;;
    *) system=$(uname -s | tr '[:upper:]' '[:lower:]') ;;
  esac
  printf '%s-%s\n' "$system" "$(uname -m)"
}

case $(platform) in
  linux-x86_64 | macosx-arm64 | macosx-x86_64 | windows-x86_64) ;;
  *)
    echo "everymode: LibTorch is not available on $(platform); available are linux-x86_64," \
      "macosx-arm64, macosx-x86_64, windows-x86_64" >&2
    exit 1
    ;;
esac
if ldd --version 2>&1 | grep -qi musl; then
  echo "everymode: LibTorch needs a Linux with glibc, such as Debian or Ubuntu, but this one has" \
    "musl, such as Alpine; use an image with glibc" >&2
  exit 1
fi
