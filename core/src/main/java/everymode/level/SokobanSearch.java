package everymode.level;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/// A breadth-first search for pushes that bring all boxes onto targets. States in which the player
/// can walk from one to the other are one; boxes in corners without a target end a branch.
///
/// @param level for its size
/// @param walls cells that nothing enters
/// @param targets where boxes belong
@SuppressWarnings("ArrayRecordComponent") // of the nested record, never compared
record SokobanSearch(Level level, BitSet walls, BitSet targets) {

  private record State(int player, BitSet boxes) {}

  boolean solved(int player, int[] boxes, int most) {
    BitSet placed = new BitSet();
    Arrays.stream(boxes).forEach(placed::set);
    ArrayDeque<State> open = new ArrayDeque<>();
    Set<State> seen = new HashSet<>();
    State start = new State(leftmost(reach(player, placed)), placed);
    open.add(start);
    seen.add(start);
    while (!open.isEmpty() && seen.size() <= most) {
      State now = open.remove();
      if (now.boxes.equals(targets)) {
        return true;
      }
      BitSet walk = reach(now.player, now.boxes);
      now.boxes.stream()
          .forEach(box ->
              IntStream.of(-level.width(), level.width(), -1, 1)
                  .forEach(step -> push(now, walk, box, step, open, seen)));
    }
    return false;
  }

  private void push(
      State now, BitSet walk, int box, int step, ArrayDeque<State> open, Set<State> seen) {
    int from = box - step;
    int to = box + step;
    if (!beside(box, from) || !beside(box, to) || !walk.get(from)) {
      return;
    }
    if (walls.get(to) || now.boxes.get(to) || stuck(to)) {
      return;
    }
    BitSet moved = (BitSet) now.boxes.clone();
    moved.clear(box);
    moved.set(to);
    State next = new State(leftmost(reach(box, moved)), moved);
    if (seen.add(next)) {
      open.add(next);
    }
  }

  private boolean beside(int cell, int other) {
    return level.beside(cell).anyMatch(i -> i == other);
  }

  /// Whether a box in a cell can never be moved again, and is not at a target.
  private boolean stuck(int cell) {
    boolean vertical = closed(cell, -level.width()) || closed(cell, level.width());
    boolean horizontal = closed(cell, -1) || closed(cell, 1);
    return vertical && horizontal && !targets.get(cell);
  }

  private boolean closed(int cell, int step) {
    return !beside(cell, cell + step) || walls.get(cell + step);
  }

  private BitSet reach(int player, BitSet boxes) {
    BitSet closed = (BitSet) walls.clone();
    closed.or(boxes);
    return LevelRule.Reachable.reached(level, IntStream.of(player), closed);
  }

  private static int leftmost(BitSet cells) {
    return cells.nextSetBit(0);
  }
}
