package dev.tidings.server.app;

import dev.tidings.http.feature.Features;
import dev.tidings.push.feature.EventPublishing;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.telemetry.MicrometerStreamListener;
import dev.tidings.streams.EntryProcessorPorts;

/**
 * What the roles of a node have in common.
 *
 * @param features receives the features of a role, in their start order
 */
record NodeParts(
        Features features,
        ServerEnvironment environment,
        BrokerClients brokers,
        AccessWiring access,
        EventPublishing publishing,
        EngineParts engine) {
    Configuration configuration() {
        return environment.configuration();
    }

    /** Handles the entries of streams, whatever they hold. */
    EntryProcessorPorts streamEntries() {
        return new EntryProcessorPorts(
                environment.store().quarantine(),
                environment.store().events(),
                environment.writer(),
                environment.store().clock(),
                environment.ids(),
                environment.clocks().random(),
                new MicrometerStreamListener(
                        environment.metrics(), environment.store().clock()));
    }
}
