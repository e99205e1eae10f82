package dev.tidings.server.app;

import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.Store;
import dev.tidings.http.Draining;
import dev.tidings.http.feature.Features;
import dev.tidings.server.command.ServerHost.ConfiguredServer;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.telemetry.Logs;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a server. It starts once and is ready on return; it stops once, and whoever stops it again waits for the
 * same end. What started last stops first: the port takes no more, what is in flight ends, then the store closes and the
 * folder is free.
 */
public final class Application implements ConfiguredServer {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final Features features = new Features();
    private final Duration drainDelay;
    private final Draining draining;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final URI uri;

    private Application(
            Configuration configuration,
            Clocks clocks,
            UnaryOperator<Store> between,
            Channels channels,
            Channels.ChannelTime channelTime) {
        long begun = clocks.ticker().nanos();
        this.drainDelay = configuration.server().drainDelay();
        this.draining = new Draining(clocks.ticker());
        try {
            ServerEnvironment environment = new ServerEnvironment(configuration, clocks, between, features);
            WebServer port = Assembly.assemble(features, draining, environment, channels, channelTime);
            features.start();
            this.uri = port.uri(configuration.server().host());
        } catch (RuntimeException | Error failed) {
            features.stop();
            channels.close();
            throw failed;
        }
        LOG.info(
                "Tidings is ready on {} after {} ms: store {}, lanes {}",
                uri,
                Duration.ofNanos(clocks.ticker().nanos() - begun).toMillis(),
                configuration.store().name(configuration.data().dir()),
                String.join(", ", Channels.names()));
    }

    /** Starts with the clock and chance of this machine. Throws a {@link StartFailure} that says what to do. */
    public static Application start(Configuration configuration) {
        return start(configuration, opened -> opened);
    }

    /** @param between what stands between the server and its store, for tests */
    static Application start(Configuration configuration, UnaryOperator<Store> between) {
        Logs.apply(configuration.log().level(), configuration.log().json());
        Clocks clocks = Clocks.system();
        Channels.ChannelTime time = new Channels.ChannelTime(clocks.clock());
        Channels channels = StartChecks.startChannels(configuration, clocks, time);
        Logs.sentDeliveries(configuration.log().sentDeliveries());
        return new Application(configuration, clocks, between, channels, time);
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** As a signal ends it: whoever sends requests has time to find another node. */
    void drainAndClose() {
        if (!stopping.get()) {
            LOG.info("Tidings drains: it is not ready any more, and stops within {} ms", drainDelay.toMillis());
            try {
                draining.leave(drainDelay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        close();
    }

    @Override
    public void reload(Configuration configuration) {
        Logs.apply(configuration.log().level(), configuration.log().json());
        LOG.info(
                "the configuration was read again: log.level is {}; what else has changed takes a restart",
                configuration.log().level());
    }

    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("Tidings stops");
            features.stop();
            LOG.info("Tidings has stopped");
            stopped.countDown();
            return;
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
