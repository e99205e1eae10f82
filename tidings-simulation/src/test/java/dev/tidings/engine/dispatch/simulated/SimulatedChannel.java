package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A provider with random outcomes and response times. */
final class SimulatedChannel implements Channel {
    /** The channel that keeps the order of acceptance. */
    static final String ORDERED = "gamma";

    /** The channel whose endpoints share a provider. */
    private static final String PROVIDED = "beta";

    private final String name;
    private final World world;
    private final Life life;
    private final Ledger ledger;
    private final FaultSchedule chaos;
    private final NodeTenants tenants;

    SimulatedChannel(String name, World world, Life life, Ledger ledger, FaultSchedule chaos, NodeTenants tenants) {
        this.name = name;
        this.world = world;
        this.life = life;
        this.ledger = ledger;
        this.chaos = chaos;
        this.tenants = tenants;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean keepsOrder() {
        return name.equals(ORDERED);
    }

    @Override
    public @Nullable String provider(String address) {
        return name.equals(PROVIDED) ? "provider" : null;
    }

    @Override
    public void start(ChannelContext context) {}

    @Override
    public Outcome send(Message message) throws Exception {
        ledger.tried(message.deliveryId(), message.attempt());
        String violation = tenants.violation(message.notification().tenant());
        if (!violation.isEmpty()) {
            ledger.object(message.deliveryId() + " was tried though " + violation);
        }
        checkEndpoint(message);
        if (!chaos.on()) {
            return Outcome.sent(Evidence.NONE);
        }
        world.sleep(
                life,
                world.chance(0.15) ? world.upTo(chaos.lease().multipliedBy(3)) : world.upTo(Duration.ofSeconds(1)));
        Outcome outcome = randomOutcome(message);
        world.note(life, name, "says", outcome, "of", message.deliveryId(), "attempt", message.attempt());
        return outcome;
    }

    private void checkEndpoint(Message message) {
        Endpoint endpoint = message.endpoint();
        if (endpoint != null) {
            ledger.sentTo(message.deliveryId(), endpoint.id());
            if (!endpoint.types().matches(message.notification().type())) {
                ledger.object(
                        message.deliveryId() + " of " + message.notification().type() + " went to " + endpoint.key());
            }
        }
    }

    private Outcome randomOutcome(Message message) throws Exception {
        int roll = world.random().nextInt(100);
        if (roll < chaos.failurePercent()) {
            return failure(roll % 10, message);
        }
        return Outcome.sent(evidence(200, message));
    }

    /** With something of the recipient, so that an erasure has something to erase. */
    private static Evidence evidence(int status, Message message) {
        return new Evidence(status, null, "to " + message.address(), "from " + message.recipient());
    }

    private Outcome failure(int kind, Message message) throws Exception {
        return switch (kind) {
            case 0 -> throw new IllegalStateException("simulated: a defect of the channel");
            case 1 -> throw new StackOverflowError("simulated");
            case 2 -> Outcome.rejected("http_400", "simulated", evidence(400, message));
            case 3 ->
                new Outcome.Retry("http_429", "simulated", world.upTo(Duration.ofSeconds(40)), evidence(429, message));
            case 4 -> new Outcome.Skipped("http_410", world.chance(0.3), evidence(410, message));
            case 5 -> Outcome.providerFailed("no_connection", "simulated", Evidence.NONE);
            default -> Outcome.retry("http_500", "simulated", evidence(500, message));
        };
    }
}
