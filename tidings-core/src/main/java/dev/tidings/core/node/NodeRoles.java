package dev.tidings.core.node;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The roles of a node, in the order of {@link NodeRole}. */
public record NodeRoles(Set<NodeRole> roles) {
    /** A node that does everything, as most do. */
    public static final NodeRoles ALL = new NodeRoles(EnumSet.allOf(NodeRole.class));

    public NodeRoles {
        roles = Collections.unmodifiableSet(ordered(roles));
    }

    private static EnumSet<NodeRole> ordered(Collection<NodeRole> roles) {
        EnumSet<NodeRole> ordered = EnumSet.noneOf(NodeRole.class);
        ordered.addAll(roles);
        return ordered;
    }

    public static NodeRoles of(NodeRole... roles) {
        return new NodeRoles(ordered(List.of(roles)));
    }

    public boolean has(NodeRole role) {
        return roles.contains(role);
    }

    public boolean all() {
        return equals(ALL);
    }

    /** Creates a part of the server that only nodes with this role have; empty on others. */
    public <T> Optional<T> when(NodeRole role, Supplier<T> part) {
        return has(role) ? Optional.of(part.get()) : Optional.empty();
    }

    public List<String> codes() {
        return roles.stream().map(NodeRole::code).toList();
    }

    /** Such as {@code intake, dispatch}. */
    @Override
    public String toString() {
        return String.join(", ", codes());
    }
}
