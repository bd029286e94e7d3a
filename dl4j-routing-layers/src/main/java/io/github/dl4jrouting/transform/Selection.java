package io.github.dl4jrouting.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which blocks of a network to gate.
 *
 * @param kinds kinds to look for; ranges always count
 * @param includeFirst whether blocks before which there are no weights count
 * @param ranges blocks that the user named
 * @param filter which of all these to keep
 */
record Selection(
    Set<BlockKind> kinds,
    boolean includeFirst,
    List<SkippableBlock> ranges,
    Predicate<SkippableBlock> filter) {
  static final Selection DEFAULT =
      new Selection(
          EnumSet.of(BlockKind.RESIDUAL, BlockKind.SAME_SHAPE), false, List.of(), block -> true);

  Selection withKinds(BlockKind... blockKinds) {
    Set<BlockKind> set = EnumSet.noneOf(BlockKind.class);
    set.addAll(Arrays.asList(blockKinds));
    return new Selection(set, includeFirst, ranges, filter);
  }

  Selection withFirst(boolean include) {
    return new Selection(kinds, include, ranges, filter);
  }

  Selection withFilter(Predicate<SkippableBlock> keep) {
    return new Selection(kinds, includeFirst, ranges, filter.and(keep));
  }

  Selection withRange(SkippableBlock range) {
    for (SkippableBlock other : ranges) {
      if (other.overlaps(range)) {
        throw new IllegalArgumentException(
            "Expected ranges that share no vertex, found " + range + " and " + other);
      }
    }
    List<SkippableBlock> more = new ArrayList<>(ranges);
    more.add(range);
    return new Selection(kinds, includeFirst, List.copyOf(more), filter);
  }

  List<SkippableBlock> blocks(GraphView view) {
    List<SkippableBlock> blocks = new ArrayList<>(ranges);
    for (SkippableBlock block : new BlockFinder(view).all()) {
      if (kinds.contains(block.kind())
          && (includeFirst || !block.first())
          && ranges.stream().noneMatch(block::overlaps)) {
        blocks.add(block);
      }
    }
    List<String> order = view.order();
    blocks.sort(Comparator.comparingInt(block -> order.indexOf(block.name())));
    return blocks.stream().filter(filter).toList();
  }

  /** Why there are no blocks, and what to do. */
  String noBlocks(GraphView view) {
    return "Expected a network with skippable blocks; looked for "
        + kinds
        + (includeFirst ? "" : ", but not before the first weights,")
        + " among "
        + view.order().stream().filter(view::has).count()
        + " vertices and found none that remain; left out: "
        + new BlockFinder(view).all()
        + ". A block has one input and one output of the same shape. Name one with range(from, to),"
        + " or include more with kinds(...) or includeFirst(true).";
  }
}
