package dev.tidings.server.app;

import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.util.List;
import java.util.Optional;

/** Which role serves which paths, for requests that reach a node without that role. All nodes serve the other paths. */
final class RoleRoutes {
    /** The first that matches counts. */
    private static final List<Prefix> PREFIXES = List.of(
            new Prefix("/v1/events", NodeRole.GATEWAY),
            new Prefix("/v1/presence", NodeRole.GATEWAY),
            new Prefix("/tidings.push.v1.Push/", NodeRole.GATEWAY),
            new Prefix("/push.v1.Push/", NodeRole.GATEWAY),
            new Prefix("/v1/runtimes", NodeRole.DISPATCH),
            new Prefix("/tidings.v1.RuntimeService/", NodeRole.DISPATCH),
            new Prefix("/console", NodeRole.INTAKE),
            new Prefix("/v1/", NodeRole.INTAKE),
            new Prefix("/tidings.v1.", NodeRole.INTAKE));

    private record Prefix(String start, NodeRole role) {}

    private RoleRoutes() {}

    /** Returns the role that serves a path; empty if all nodes serve it, or none. */
    static Optional<NodeRole> of(String path) {
        return PREFIXES.stream()
                .filter(prefix -> path.startsWith(prefix.start()))
                .map(Prefix::role)
                .findFirst();
    }

    /** Returns the refusal of a path that a node with these roles lacks because another role serves it. */
    static Optional<Problem> elsewhere(NodeRoles here, String path) {
        return of(path).filter(role -> !here.has(role))
                .map(role -> Problem.of(
                        ProblemCode.MISDIRECTED,
                        "nodes with the role " + role.code() + " serve this path; this node has only " + here
                                + " (server.roles)"));
    }
}
