package dev.tidings.core.node;

import java.util.Locale;

/** How a node is, as the others see it. */
public enum NodeState {
    ALIVE,
    /** Takes no more and finishes what it has. */
    DRAINING,
    /** It said goodbye, or has not been heard of for {@link Node#SILENCE}. */
    GONE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
