package dev.tidings.streams.kafka;

import dev.tidings.streams.HandlingPorts;
import dev.tidings.streams.Origin;
import dev.tidings.streams.RetryWait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people when a partition does not go on where it was read up to, once a gap. */
final class OffsetGapReporter {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetGapReporter.class);

    private final TopicSettings settings;
    private final HandlingPorts ports;
    private final RetryWait patience;

    OffsetGapReporter(TopicSettings settings, HandlingPorts ports, RetryWait patience) {
        this.settings = settings;
        this.ports = ports;
        this.patience = patience;
    }

    /** @param beginnings where the partitions begin now, and are read from */
    InFlightBatch.Work telling(OffsetOutOfRangeException gap, Map<TopicPartition, Long> beginnings) {
        List<InFlightBatch.Work> telling = new ArrayList<>();
        gap.offsetOutOfRangePartitions().forEach((partition, offset) -> {
            long begins = beginnings.getOrDefault(partition, 0L);
            Origin origin = settings.origin(partition.topic());
            String where = "partition " + partition.partition() + " was read up to offset " + offset;
            telling.add(
                    begins > offset
                            ? () -> tell(
                                    origin,
                                    "stream.trimmed",
                                    where + ", but begins at " + begins
                                            + ": records between may have gone unread; reading goes on. Expected a"
                                            + " topic that keeps records until they are read: a longer retention")
                            : () -> tell(
                                    origin,
                                    "stream.rewound",
                                    where + ", but ends before: it was lost and made anew; it is read from its"
                                            + " beginning"));
        });
        return () -> {
            for (InFlightBatch.Work one : telling) {
                one.run();
            }
        };
    }

    private void tell(Origin origin, String kind, String what) throws InterruptedException {
        ports.listener().trimmed(settings.label());
        LOG.warn("{}: {}", origin.name(), what);
        patience.stored(() -> ports.events().addEvent(origin.tenant(), kind, origin.source(), what));
    }
}
