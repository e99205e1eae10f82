package dev.tidings.core.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A part of a server's work that a node may do without the others. */
public enum NodeRole {
    /** Accepts intents and expands them, and answers the requests of producers and operators. */
    INTAKE,
    /** Claims and sends deliveries, drives runtimes and removes what is older than the retention. */
    DISPATCH,
    /** Holds the connections of subscribers. */
    GATEWAY;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the role with this code; empty if there is none. */
    public static Optional<NodeRole> of(String code) {
        return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
    }

    /** Returns the codes of all roles. */
    public static List<String> codes() {
        return NodeRoles.ALL.codes();
    }
}
