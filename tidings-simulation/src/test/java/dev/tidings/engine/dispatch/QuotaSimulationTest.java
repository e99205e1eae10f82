package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.EndpointRoom;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.engine.dispatch.simulated.Defects;
import dev.tidings.engine.dispatch.simulated.SilentLogs;
import dev.tidings.engine.dispatch.simulated.Simulator;
import dev.tidings.testkit.simulation.ForwardingAccepts;
import dev.tidings.testkit.simulation.ForwardingEndpoints;
import dev.tidings.testkit.simulation.ForwardingStore;
import dev.tidings.testkit.simulation.Tally;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link SimulationTest} checks of quotas and refusals, with defects that it must find. */
@ExtendWith(SilentLogs.class)
@Tag("simulations")
class QuotaSimulationTest {
    private static final int RUNS = 200;

    private final Simulator simulator = new Simulator("quotas", new Tally());

    @AfterEach
    void close() {
        simulator.close();
    }

    private void assertDetected(Defects defects, String rule) {
        assertThat(simulator.detects(defects, rule, RUNS))
                .as("a violation of: %s", rule)
                .isTrue();
    }

    @Test
    void an_intake_that_ignores_quotas_is_detected() {
        Defects blind = Defects.ofQuotas(_ -> new IntentQuotas() {
            @Override
            public TenantQuotas quotas(String tenant) {
                return TenantQuotas.NONE;
            }

            @Override
            public @Nullable TenantUsage usage(String tenant) {
                return null;
            }
        });

        assertDetected(blind, "was let in over its rate");
        assertDetected(blind, "was let in over its quota of waiting deliveries");
        assertDetected(blind, "was let in over its quota of stored bytes");
    }

    @Test
    void an_intake_that_accepts_what_it_refuses_is_detected() {
        assertDetected(
                Defects.ofIntake(real -> intent -> real.accept(intent).thenApply(receipt -> {
                    if (!receipt.replayed()) {
                        throw Problem.of(ProblemCode.TENANT_QUOTA, "over a quota")
                                .exception();
                    }
                    return receipt;
                })),
                "though it was accepted as");
    }

    @Test
    void a_store_that_keeps_what_it_could_not_accept_is_detected() {
        assertDetected(
                Defects.ofStore(real -> new ForwardingStore(real) {
                    private boolean failed;

                    @Override
                    public AcceptStore accepts() {
                        return new ForwardingAccepts(super.accepts()) {
                            @Override
                            public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
                                List<AcceptResult> results = super.accept(batch, grant);
                                if (!failed) {
                                    failed = true;
                                    throw new StoreUnavailable("simulated: half of it is written");
                                }
                                return results;
                            }
                        };
                    }
                }),
                "stored though it was never accepted");
    }

    @Test
    void a_store_that_ignores_the_quota_of_endpoints_is_detected() {
        assertDetected(
                Defects.ofStore(real -> new ForwardingStore(real) {
                    @Override
                    public EndpointStore endpoints() {
                        return new ForwardingEndpoints(super.endpoints()) {
                            @Override
                            public Optional<Endpoint> create(Endpoint endpoint, EndpointRoom room) {
                                return super.create(endpoint, EndpointRoom.of(room.perRecipient()));
                            }
                        };
                    }
                }),
                "an endpoint was created");
    }
}
