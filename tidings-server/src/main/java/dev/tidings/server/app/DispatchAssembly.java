package dev.tidings.server.app;

import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.jobs.RuntimeControl;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.jobs.feature.RuntimeFeature;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.telemetry.BlockedGauges;
import dev.tidings.streams.redis.StreamPorts;
import java.util.List;

/** Adds the features of the role dispatch: lanes, retention, jobs and their runtimes. */
final class DispatchAssembly {
    private final NodeParts node;
    private final ServerEnvironment environment;
    private final Configuration configuration;
    private final DispatchFeature dispatching;

    DispatchAssembly(NodeParts node) {
        this.node = node;
        this.environment = node.environment();
        this.configuration = node.configuration();
        this.dispatching = new DispatchFeature(environment, node.engine());
    }

    Dispatcher dispatcher() {
        return dispatching.dispatcher();
    }

    void addFeatures() {
        node.features().add(dispatching);
        BlockedGauges.register(environment.metrics(), node.engine().channels().keySet(), dispatcher());
        node.features()
                .add(new RetentionLoop(
                        environment.store().retention(),
                        List.of(
                                environment.runtimes().retention(),
                                environment.topics().sweep()),
                        configuration.retention(),
                        environment.store().clock(),
                        environment.threads().writer(),
                        environment.threads().timer()));
        node.features()
                .add(new RuntimeFeature(new RuntimeService(
                        environment.runtimes().queries(),
                        environment.storeThreads(),
                        jobs(),
                        ConfiguredJobs.longest(configuration))));
    }

    private RuntimeControl jobs() {
        return configuration.jobs().enabled()
                ? ConfiguredJobs.addTo(
                        node.features(),
                        environment,
                        new StreamPorts(
                                node.brokers().redis(), environment.store().offsets(), node.streamEntries()))
                : RuntimeControl.NONE;
    }
}
