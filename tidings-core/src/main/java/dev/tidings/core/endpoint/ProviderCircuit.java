package dev.tidings.core.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A blocked provider, as operators see it.
 *
 * @param since when the block began
 * @param lastError the error of the attempt that opened the circuit, or of the last probe; null if none was recorded
 */
public record ProviderCircuit(
        EndpointCircuit circuit, Instant since, @Nullable String lastError) {}
