package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/**
 * For any input, decoders neither fail with a defect, nor log a stack trace, nor leak memory. {@code script/fuzz}
 * runs for hours and saves findings in src/test/resources/fuzz, which are read here.
 */
@Tag(NeedsServers.TAG)
class DecoderFuzzProperties {
    /** The memory that all inputs together may leave behind. */
    private static final long MOST_KEPT_BYTES = 48L * 1024 * 1024;

    private static final EdgeServer SERVER = new EdgeServer();
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final Map<FuzzTarget, Mutants> MUTANTS = new EnumMap<>(FuzzTarget.class);

    record Input(FuzzTarget target, byte[] bytes) {
        @Override
        public String toString() {
            return target + " " + new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @BeforeContainer
    static void start() {
        SERVER.beforeAll(null);
        LOG.start();
        root().addAppender(LOG);
        for (FuzzTarget target : FuzzTarget.values()) {
            MUTANTS.put(target, new Mutants(target.corpus().inputs()));
        }
    }

    @AfterContainer
    static void stop() {
        root().detachAppender(LOG);
        SERVER.afterAll(null);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Provide
    Arbitrary<Input> inputs() {
        return Arbitraries.of(FuzzTarget.class)
                .flatMap(target -> Arbitraries.randomValue(random ->
                                Objects.requireNonNull(MUTANTS.get(target)).next(random))
                        .map(bytes -> new Input(target, bytes)));
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void any_bytes_are_accepted_or_refused(@ForAll("inputs") Input input) {
        assertThatCode(() -> input.target().read(SERVER, input.bytes()))
                .as("%s", input)
                .doesNotThrowAnyException();
    }

    @Example
    void earlier_findings_are_accepted_or_refused() {
        for (FuzzTarget target : FuzzTarget.values()) {
            for (byte[] input : target.corpus().inputs()) {
                assertThatCode(() -> target.read(SERVER, input))
                        .as("%s", new Input(target, input))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Example
    void memory_use_stays_constant() {
        java.util.Random random = new java.util.Random(1);
        round(random);
        long before = used();
        for (int i = 0; i < 5; i++) {
            round(random);
        }

        assertThat(used() - before).isLessThan(MOST_KEPT_BYTES);
    }

    private static void round(java.util.Random random) {
        MUTANTS.forEach((target, mutants) -> {
            for (int i = 0; i < 3; i++) {
                target.read(SERVER, mutants.next(random));
            }
        });
        SERVER.beforeEach(null);
        LOG.list.clear();
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @AfterTry
    void no_stack_trace_is_logged() {
        List<ILoggingEvent> logged = List.copyOf(LOG.list);
        LOG.list.clear();
        SERVER.store.clear();
        assertThat(logged)
                .filteredOn(
                        event -> event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }
}
