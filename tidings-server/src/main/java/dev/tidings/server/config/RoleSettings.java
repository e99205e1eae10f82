package dev.tidings.server.config;

import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code server.roles}, and refuses roles that could not reach the nodes with the others. */
final class RoleSettings {
    private static final String KEY = "roles";
    private static final String EVERY = String.join(", ", NodeRole.codes());

    private RoleSettings() {}

    static NodeRoles read(Section server) {
        List<String> given = server.list(KEY, NodeRole.codes());
        if (given.isEmpty()) {
            server.error(KEY, "[]", "at least one of " + EVERY);
            return NodeRoles.ALL;
        }
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (int i = 0; i < given.size(); i++) {
            Optional<NodeRole> role = NodeRole.of(given.get(i));
            if (role.isEmpty()) {
                server.error(KEY + "[" + i + "]", given.get(i), "one of " + EVERY);
            } else if (!roles.add(role.get())) {
                server.error(KEY + "[" + i + "]", given.get(i), "each role at most once");
            }
        }
        return roles.size() == given.size() ? new NodeRoles(roles) : NodeRoles.ALL;
    }

    /** Reports what keeps the nodes with other roles from seeing the work of this one. */
    static void check(Configuration configuration, Section root) {
        NodeRoles roles = configuration.roles();
        if (roles.all()) {
            return;
        }
        boolean memory = configuration.push().log() == PushSection.Log.MEMORY;
        if (configuration.store().embedded()) {
            root.error(
                    "server.roles",
                    shown(roles),
                    "all roles (" + EVERY
                            + ") with SQLite, which only one process opens, or store.url with the JDBC URL"
                            + " of PostgreSQL or MariaDB");
        } else if (memory && roles.has(NodeRole.DISPATCH) != roles.has(NodeRole.GATEWAY)) {
            root.error(
                    "server.roles",
                    shown(roles),
                    "dispatch and gateway together while push.log is memory, because no other process sees the events,"
                            + " or push.log: redis or kafka");
        }
        if (roles.has(NodeRole.INTAKE) && !roles.has(NodeRole.GATEWAY) && !configuration.sharesPresence()) {
            configuration.channels().forEach((name, channel) -> {
                if (channel.whenNotPresent()) {
                    root.error(
                            "channels." + name + ".when",
                            "not_present",
                            "always on a node without the role gateway, which sees no subscribers unless push.log is"
                                    + " redis, or kafka with redis.url");
                }
            });
        }
    }

    private static String shown(NodeRoles roles) {
        return "[" + roles + "]";
    }
}
