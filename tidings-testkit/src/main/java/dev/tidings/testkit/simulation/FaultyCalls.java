package dev.tidings.testkit.simulation;

import dev.tidings.core.store.StoreUnavailable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process's calls of a store, which may fail before or after the commit or crash the process. */
final class FaultyCalls {
    private final World world;
    private final Life life;
    private final Supplier<Faults> faults;

    FaultyCalls(World world, Life life, Supplier<Faults> faults) {
        this.world = world;
        this.life = life;
        this.faults = faults;
    }

    <T extends @Nullable Object> T through(String verb, Supplier<T> call) {
        if (life.ended()) {
            throw new Crash(life);
        }
        Faults now = faults.get();
        double fate = world.random().nextDouble();
        if (fate < now.before()) {
            world.note(life, verb, "fails before the commit");
            throw failure(verb);
        }
        boolean crash = fate < now.before() + now.crash();
        if (crash && world.chance(0.5)) {
            world.note(life, "dies before", verb);
            life.end();
            throw new Crash(life);
        }
        T result = call.get();
        if (crash) {
            world.note(life, "dies after", verb);
            life.end();
            throw new Crash(life);
        }
        if (fate < now.before() + now.crash() + now.after()) {
            world.note(life, verb, "fails after the commit");
            throw failure(verb);
        }
        return result;
    }

    private RuntimeException failure(String verb) {
        return world.chance(0.5)
                ? new StoreUnavailable("simulated: cannot " + verb)
                : new IllegalStateException("simulated: a defect in " + verb);
    }
}
