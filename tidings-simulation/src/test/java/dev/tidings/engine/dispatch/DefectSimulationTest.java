package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.engine.dispatch.simulated.Defects;
import dev.tidings.engine.dispatch.simulated.SilentLogs;
import dev.tidings.engine.dispatch.simulated.Simulator;
import dev.tidings.engine.dispatch.simulated.Simulator.SeedFailed;
import dev.tidings.testkit.simulation.ForwardingAccepts;
import dev.tidings.testkit.simulation.ForwardingClaims;
import dev.tidings.testkit.simulation.ForwardingErasures;
import dev.tidings.testkit.simulation.ForwardingExpansions;
import dev.tidings.testkit.simulation.ForwardingStore;
import dev.tidings.testkit.simulation.Tally;
import dev.tidings.testkit.simulation.Violation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Defects that the checks of {@link SimulationTest} must find. */
@ExtendWith(SilentLogs.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("simulations")
class DefectSimulationTest {
    private static final int RUNS = 200;
    private static final int MANY = 500;

    private final Simulator simulator = new Simulator("defects", new Tally());

    @AfterAll
    void close() {
        simulator.close();
    }

    private void assertDetected(UnaryOperator<Store> broken) {
        assertThatExceptionOfType(SeedFailed.class)
                .isThrownBy(() ->
                        LongStream.range(0, RUNS).forEach(seed -> simulator.run(seed, false, Defects.ofStore(broken))))
                .withCauseInstanceOf(Violation.class);
    }

    private void assertDetected(UnaryOperator<Store> broken, String rule) {
        assertDetected(Defects.ofStore(broken), rule);
    }

    /** Checks that one of the runs breaks this rule; some may break others first. */
    private void assertDetected(Defects defects, String rule) {
        assertThat(simulator.detects(defects, rule, RUNS))
                .as("a violation of: %s", rule)
                .isTrue();
    }

    @Test
    void a_store_that_ignores_the_lease_token_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public CompleteStore completions() {
                return batch -> super.completions()
                        .complete(batch.stream().map(this::underAnyToken).toList());
            }

            private Completion underAnyToken(Completion one) {
                LeaseToken token = super.queries()
                        .delivery(Intent.DEFAULT_TENANT, one.id())
                        .map(Delivery::lease)
                        .map(lease -> lease.token())
                        .orElse(one.token());
                return new Completion(
                        one.id(),
                        token,
                        one.attemptNumber(),
                        one.to(),
                        one.reason(),
                        one.delay(),
                        one.counted(),
                        one.attempt(),
                        one.position(),
                        one.concurrency());
            }
        });
    }

    @Test
    void a_store_that_loses_accepted_intents_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public AcceptStore accepts() {
                return new AcceptStore() {
                    @Override
                    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
                        return batch.stream()
                                .map(one -> acceptedWithoutStoring(one))
                                .toList();
                    }

                    @Override
                    public List<Optional<AcceptResult>> recall(List<Acceptance> batch) {
                        return batch.stream()
                                .map(_ -> Optional.<AcceptResult>empty())
                                .toList();
                    }
                };
            }

            private AcceptResult acceptedWithoutStoring(Acceptance acceptance) {
                return new AcceptResult.Accepted(
                        acceptance.notification().id(),
                        super.clock().instant(),
                        acceptance.deliveries().stream()
                                .map(one -> new ReceiptDelivery(
                                        one.id(), one.channel(), one.recipient(), false, one.status(), false))
                                .toList(),
                        Map.of());
            }
        });
    }

    @Test
    void a_store_that_ignores_ordering_keys_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public AcceptStore accepts() {
                return new ForwardingAccepts(super.accepts()) {
                    @Override
                    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
                        return super.accept(
                                batch.stream().map(one -> unordered(one)).toList(), grant);
                    }
                };
            }

            private Acceptance unordered(Acceptance one) {
                return new Acceptance(
                        one.notification(),
                        one.fingerprint(),
                        one.dedupe(),
                        one.deliveries().stream().map(this::unordered).toList());
            }

            private NewDelivery unordered(NewDelivery one) {
                return new NewDelivery(
                        one.id(),
                        one.channel(),
                        one.recipient(),
                        one.endpointId(),
                        one.address(),
                        one.status(),
                        one.reason(),
                        one.token(),
                        one.delay(),
                        null);
            }
        });
    }

    @Test
    void a_store_that_replaces_nothing_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public AcceptStore accepts() {
                return new ForwardingAccepts(super.accepts()) {
                    @Override
                    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
                        return super.accept(
                                batch.stream().map(one -> unlabeled(one)).toList(), grant);
                    }
                };
            }

            private Acceptance unlabeled(Acceptance one) {
                Notification with = one.notification();
                Notification without = new Notification(
                        with.id(),
                        with.tenant(),
                        with.producer(),
                        with.idempotencyKey(),
                        with.type(),
                        with.content(),
                        with.payload(),
                        with.notBefore(),
                        with.expiresAt(),
                        with.requestId(),
                        with.trace(),
                        with.acceptedAt(),
                        new IntentKeys(
                                with.keys().dedupe(),
                                with.keys().ordering(),
                                with.keys().halts()));
                return new Acceptance(without, one.fingerprint(), one.dedupe(), one.deliveries(), one.expansion());
            }
        });
    }

    @Test
    void a_store_that_exceeds_the_limit_of_a_concurrency_key_is_detected() {
        assertDetected(
                real -> new ForwardingStore(real) {
                    @Override
                    public ClaimStore claims() {
                        return new ForwardingClaims(super.claims()) {
                            @Override
                            public List<LeasedDelivery> claim(
                                    String channel,
                                    int limit,
                                    TenantWeights weights,
                                    ConcurrencyLimits concurrency,
                                    LeaseGrant grant,
                                    Supplier<LeaseToken> tokens) {
                                ConcurrencyLimits more = new ConcurrencyLimits(ConcurrencyLimits.MOST, Map.of());
                                return super.claim(channel, limit, weights, more, grant, tokens);
                            }
                        };
                    }
                },
                "are sent at the same time");
    }

    @Test
    void a_store_that_loses_the_permits_of_a_concurrency_key_is_detected() {
        assertDetected(
                real -> new ForwardingStore(real) {
                    @Override
                    public CompleteStore completions() {
                        CompleteStore to = super.completions();
                        return batch -> to.complete(batch.stream()
                                .map(one -> new Completion(
                                        one.id(),
                                        one.token(),
                                        one.attemptNumber(),
                                        one.to(),
                                        one.reason(),
                                        one.delay(),
                                        one.counted(),
                                        one.attempt(),
                                        one.position(),
                                        null))
                                .toList());
                    }
                },
                "unfinished after a calm period");
    }

    @Test
    void a_store_that_lets_one_tenant_pass_over_another_is_detected() {
        assertDetected(
                real -> new ForwardingStore(real) {
                    @Override
                    public ClaimStore claims() {
                        CompleteStore completions = super.completions();
                        return new ForwardingClaims(super.claims()) {
                            @Override
                            public List<LeasedDelivery> claim(
                                    String channel,
                                    int limit,
                                    TenantWeights weights,
                                    ConcurrencyLimits concurrency,
                                    LeaseGrant grant,
                                    Supplier<LeaseToken> tokens) {
                                List<LeasedDelivery> all =
                                        super.claim(channel, MANY, weights, concurrency, grant, tokens).stream()
                                                .sorted(Comparator.comparing(this::late))
                                                .toList();
                                int taken = Math.min(limit, all.size());
                                completions.complete(all.subList(taken, all.size()).stream()
                                        .map(leased -> Completion.givenBack(leased, Duration.ZERO))
                                        .toList());
                                return all.subList(0, taken);
                            }

                            // Takeovers cannot be given back unseen.
                            private boolean late(LeasedDelivery leased) {
                                return !leased.reclaimed()
                                        && !leased.notification().tenant().equals(Intent.DEFAULT_TENANT);
                            }
                        };
                    }
                },
                "claims in a row served only");
    }

    @Test
    void a_store_that_expands_a_slice_twice_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public ExpansionStore expansions() {
                return new ForwardingExpansions(super.expansions()) {
                    @Override
                    public ExpansionSlice slice(LeasedExpansion leased, int limit) {
                        return super.slice(fromTheStart(leased), limit);
                    }
                };
            }

            private LeasedExpansion fromTheStart(LeasedExpansion leased) {
                return new LeasedExpansion(
                        leased.notification(),
                        leased.audience(),
                        leased.topicSeq(),
                        leased.version(),
                        "",
                        leased.token());
            }
        });
    }

    @Test
    void a_store_that_expands_to_later_subscribers_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public ExpansionStore expansions() {
                return new ForwardingExpansions(super.expansions()) {
                    @Override
                    public ExpansionSlice slice(LeasedExpansion leased, int limit) {
                        return super.slice(ofToday(leased), limit);
                    }
                };
            }

            private LeasedExpansion ofToday(LeasedExpansion leased) {
                return new LeasedExpansion(
                        leased.notification(),
                        leased.audience(),
                        leased.topicSeq(),
                        Long.MAX_VALUE,
                        leased.position(),
                        leased.token());
            }
        });
    }

    @Test
    void a_store_that_erases_only_the_first_deliveries_is_detected() {
        assertDetected(real -> new ForwardingStore(real) {
            @Override
            public ErasureStore erasures() {
                ErasureStore to = super.erasures();
                return new ForwardingErasures(to) {
                    @Override
                    public ErasureStep erase(String tenant, String recipient, String last, String after, int limit) {
                        return new ErasureStep(
                                super.erase(tenant, recipient, last, after, 1).erased(), null, null);
                    }
                };
            }
        });
    }

    @Test
    void lanes_that_ignore_suspensions_are_detected() {
        assertDetected(Defects.ofSuspensions(_ -> TenantSuspensions.NONE), "is suspended");
    }
}
