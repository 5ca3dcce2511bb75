# Sourced by the scripts of this project: sets JAVA_HOME to a JDK 25, or prints what to install.

is_25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$1/release" 2>/dev/null
}

find_25() {
  for candidate in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk*25* \
    "${HOME:-}"/.sdkman/candidates/java/25* "${HOME:-}"/.jdks/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$candidate" ] && is_25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  on_path=$(command -v javac 2>/dev/null) || return 1
  candidate=$(cd "$(dirname "$(readlink -f "$on_path")")/.." && pwd -P)
  is_25 "$candidate" && printf '%s\n' "$candidate"
}

if ! JAVA_HOME=$(find_25); then
  echo "everymode: needs a JDK 25 but found none; install one (for example Temurin 25 from" \
    "adoptium.net) and set JAVA_HOME to it" >&2
  exit 1
fi
export JAVA_HOME
