package dev.tidings.http;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.net.InetAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Installs the limits that apply before all routes, in order. */
public final class PortGuards {
    private final Connections connections;
    private final BodyBudget bodies;
    private final MinimumBodyRate bodyRate;
    private final UnreadResponses answers;

    /** @param unbounded addresses shared by many clients */
    public PortGuards(PortLimits limits, Predicate<InetAddress> unbounded) {
        this.connections = new Connections(limits, unbounded);
        this.bodies = new BodyBudget(limits.bodyBytes());
        this.bodyRate = new MinimumBodyRate(limits.bodyGrace(), limits.bodyRate());
        this.answers = new UnreadResponses(limits.answerTime(), limits.answerBytes());
    }

    /** @param routes adds the routes and everything else behind the limits */
    public void addTo(ServerBuilder server, Consumer<ServerBuilder> routes) {
        connections.addTo(server);
        server.childChannelPipelineCustomizer(Backpressure::addTo)
                .childChannelPipelineCustomizer(ProtocolGuards::addTo)
                .childChannelPipelineCustomizer(JoinedWrites::addTo);
        routes.accept(server);
        server.requestAutoAbortDelay(UnreadBodies.MOST_TIME).decorator(this::guard);
    }

    /** The last decorator added runs first. They are one to the server, which looks up the decorators of each request. */
    private HttpService guard(HttpService service) {
        return service.decorate(bodyRate::serve)
                .decorate(bodies::serve)
                .decorate(connections::serve)
                .decorate(answers::serve)
                .decorate(new UnreadBodies());
    }

    public Connections connections() {
        return connections;
    }

    BodyBudget bodies() {
        return bodies;
    }
}
