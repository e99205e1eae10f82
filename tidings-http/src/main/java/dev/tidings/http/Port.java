package dev.tidings.http;

import com.linecorp.armeria.server.ServerBuilder;
import java.net.InetAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The bounds that stand before all routes, in their order. */
public final class Port {
    private final Connections connections;
    private final BodyBudget bodies;
    private final BodyPace pace;
    private final UnreadAnswers answers;

    /** @param unbounded addresses behind which there are many clients */
    public Port(PortLimits limits, Predicate<InetAddress> unbounded) {
        this.connections = new Connections(limits, unbounded);
        this.bodies = new BodyBudget(limits.bodyBytes());
        this.pace = new BodyPace(limits.bodyGrace(), limits.bodyRate());
        this.answers = new UnreadAnswers(limits.answerTime(), limits.answerBytes());
    }

    /** @param routes adds them, and what else stands behind the bounds */
    public void addTo(ServerBuilder server, Consumer<ServerBuilder> routes) {
        connections.addTo(server);
        server.childChannelPipelineCustomizer(Backpressure::addTo)
                .childChannelPipelineCustomizer(ProtocolGuards::addTo);
        routes.accept(server);
        // The last one added is the first one asked.
        server.decorator(pace::serve)
                .decorator(bodies::serve)
                .decorator(connections::serve)
                .decorator(answers::serve);
        new UnreadBodies().addTo(server);
    }

    public Connections connections() {
        return connections;
    }

    BodyBudget bodies() {
        return bodies;
    }
}
