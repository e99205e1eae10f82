package dev.tidings.core.node;

import java.util.Locale;

/** The state of a node as other nodes see it. */
public enum NodeState {
    ALIVE,
    /** Accepts nothing new and finishes what it has. */
    DRAINING,
    /** It left, or has sent no heartbeat for {@link Node#SILENCE}. */
    GONE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
