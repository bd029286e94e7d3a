package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;

/**
 * A gate in a network, what it reads and what it saves.
 *
 * @param gate name of the gate
 * @param input vertex that the gate reads
 * @param routing its routing vertex
 * @param through vertex whose output goes through
 * @param bypass vertex whose output is taken otherwise
 * @param residual whether the routing vertex adds it to what goes through
 * @param layout how the input is laid out
 * @param direction which side of the threshold the gate skips
 * @param throughMacs MACs for one sample of what only the through path needs
 * @param bypassMacs MACs for one sample of what only the bypass needs
 * @param gateMacs MACs for one sample of the gate
 */
public record GateSite(
    String gate,
    String input,
    String routing,
    String through,
    String bypass,
    boolean residual,
    InputLayout layout,
    Direction direction,
    long throughMacs,
    long bypassMacs,
    long gateMacs) {}
