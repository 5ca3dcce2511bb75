package everymode.transport;

import java.util.Optional;

/// A model that draws from a transport.
public interface HasTransport {

  /// A solved transport.
  ///
  /// @param map from the source to the targets
  /// @param source what is transported
  /// @param extended what is drawn
  record Solved(TransportMap map, TransportSource source, ExtendedTransport extended) {}

  /// The transport, once it is solved.
  Optional<Solved> transport();
}
