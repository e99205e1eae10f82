package dev.tidings.admin.grpc;

import static dev.tidings.admin.grpc.GrpcRequests.orEmpty;

import com.google.protobuf.ByteString;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.FilteredRuns;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.http.Timestamps;
import dev.tidings.v1.BulkRun;
import java.util.Optional;

/** Writes bulk runs as messages. */
final class BulkRunProto {
    private BulkRunProto() {}

    static BulkRun of(dev.tidings.core.bulk.BulkRun run) {
        BulkRun.Builder message = BulkRun.newBuilder()
                .setRunId(run.id())
                .setKind(run.kind())
                .setRequestJson(ByteString.copyFromUtf8(BulkRuns.shownRequest(run)))
                .setRequestedBy(orEmpty(run.requestedBy()))
                .setStatus(run.status().code())
                .setDone(run.done())
                .setPassedOver(run.passedOver())
                .setStartedAt(Timestamps.of(run.startedAt()))
                .setError(orEmpty(run.error()));
        if (run.matched() != null) {
            message.setMatched(run.matched()).setMatchedCapped(run.matched() >= FilteredRuns.MOST_COUNTED);
        }
        if (run.endedAt() != null) {
            message.setEndedAt(Timestamps.of(run.endedAt()));
        }
        return message.build();
    }

    static BulkRun of(FilteredRuns kind, FilteredRuns.DryRun dry) {
        return BulkRun.newBuilder()
                .setKind(kind.name())
                .setStatus("counted")
                .setMatched(dry.matched())
                .setMatchedCapped(dry.matched() >= FilteredRuns.MOST_COUNTED)
                .addAllSample(dry.sample().stream().map(DeliveryId::value).toList())
                .build();
    }

    static BulkRun with(Optional<FilteredRuns.TooLate> late, BulkRun run) {
        return late.map(counts -> run.toBuilder()
                        .setSent(counts.sent())
                        .setSending(counts.sending())
                        .build())
                .orElse(run);
    }
}
