# Sourced by the scripts of this project: whether the build is that of the present sources. Contents
# decide, not times, which a copy or a checkout changes.

jar=$here/cli/target/everymode-cli.jar
built_from=$here/cli/target/sources.cksum

sources() {
  (cd "$here" && find pom.xml core/pom.xml cli/pom.xml core/src/main cli/src/main -type f \
    -exec cksum {} + | LC_ALL=C sort | cksum)
}

stale() {
  [ -f "$jar" ] && [ -d "$here/cli/target/lib" ] || return 0
  present=$(sources)
  [ "$present" != "$(cat "$built_from" 2>/dev/null)" ] || return 1
  # Maven itself may have built since then.
  [ ! -f "$built_from" ] || [ -n "$(find "$jar" -newer "$built_from" -print)" ] || return 0
  [ -z "$(cd "$here" && find pom.xml core/pom.xml cli/pom.xml core/src/main cli/src/main \
    -newer "$jar" -print | head -n 1)" ] || return 0
  built "$present"
  return 1
}

# Remembers the sources that were built; without effect where nothing can be written.
built() {
  { printf '%s\n' "$1" >"$built_from"; } 2>/dev/null || true
}
