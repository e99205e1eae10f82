package dev.tidings.spring;

import dev.tidings.client.outbox.AfterDead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the outbox in the application's database.
 *
 * @param enabled whether to use the outbox
 * @param table its table, optionally with a schema
 * @param createTable whether to create a missing table at startup; otherwise use a migration
 * @param maxLag the age of the oldest pending row above which health is DOWN; unset for no limit
 * @param relay the relay that ships rows
 */
@ConfigurationProperties("tidings.outbox")
public record OutboxProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("tidings_outbox") String table,
        @DefaultValue("false") boolean createTable,
        @Nullable Duration maxLag,
        @DefaultValue Relay relay) {
    /**
     * @param enabled whether this process ships rows; if not, another process must
     * @param owner the name stored with claimed rows; random by default
     * @param threads the number of threads that claim and ship
     * @param batch rows per claim, at most 500
     * @param lease how long claimed rows belong to this process; longer than tidings.within
     * @param pollMin the first delay when no row is due; a commit in this process ends it
     * @param pollMax the longest delay when no row is due
     * @param backoffMin the first delay after a failure
     * @param backoffMax the longest delay after failures
     * @param grace how long to wait for running work when the application stops
     * @param afterDead what a dead row does to later rows of its ordering key
     */
    public record Relay(
            @DefaultValue("true") boolean enabled,
            @Nullable String owner,
            @DefaultValue("1") int threads,
            @DefaultValue("200") int batch,
            @DefaultValue("1m") Duration lease,
            @DefaultValue("100ms") Duration pollMin,
            @DefaultValue("1s") Duration pollMax,
            @DefaultValue("200ms") Duration backoffMin,
            @DefaultValue("30s") Duration backoffMax,
            @DefaultValue("5s") Duration grace,
            @DefaultValue("key-waits") AfterDead afterDead) {}
}
