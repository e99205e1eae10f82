package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxRelay;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the relay while the application runs: starts it before the web server accepts requests and stops it after the
 * web server has stopped.
 */
public final class OutboxRelayLifecycle implements SmartLifecycle {
    private final OutboxRelay relay;
    private final boolean enabled;

    OutboxRelayLifecycle(OutboxRelay relay, boolean enabled) {
        this.relay = relay;
        this.enabled = enabled;
    }

    @Override
    public boolean isAutoStartup() {
        return enabled;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        OutboxRelay unused = relay.start();
    }

    @Override
    public void stop() {
        relay.stop();
    }

    @Override
    public boolean isRunning() {
        return relay.running();
    }
}
