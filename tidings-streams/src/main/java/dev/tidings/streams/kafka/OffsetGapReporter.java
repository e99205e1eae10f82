package dev.tidings.streams.kafka;

import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports, once per gap, that a partition cannot be read from its committed offset. */
final class OffsetGapReporter {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetGapReporter.class);

    private final TopicSettings settings;
    private final EntryProcessorPorts ports;
    private final RetryWait wait;

    OffsetGapReporter(TopicSettings settings, EntryProcessorPorts ports, RetryWait wait) {
        this.settings = settings;
        this.ports = ports;
        this.wait = wait;
    }

    /**
     * @param beginnings the first offsets of the partitions, from which reading continues
     */
    InFlightBatch.Rest report(OffsetOutOfRangeException gap, Map<TopicPartition, Long> beginnings) {
        List<InFlightBatch.Rest> report = new ArrayList<>();
        gap.offsetOutOfRangePartitions().forEach((partition, offset) -> {
            long begins = beginnings.getOrDefault(partition, 0L);
            StreamSource source = settings.origin(partition.topic());
            String where = "partition " + partition.partition() + " was read up to offset " + offset;
            report.add(
                    begins > offset
                            ? () -> report(
                                    source,
                                    "stream.trimmed",
                                    where + " but now starts at " + begins
                                            + "; records in between may not have been read. Increase the topic's"
                                            + " retention")
                            : () -> report(
                                    source,
                                    "stream.rewound",
                                    where
                                            + " but ends before it; the topic was deleted and recreated and is read"
                                            + " from its beginning"));
        });
        return () -> {
            for (InFlightBatch.Rest one : report) {
                one.finish();
            }
        };
    }

    private void report(StreamSource source, String kind, String what) throws InterruptedException {
        ports.listener().trimmed(settings.label());
        LOG.warn("offset gap; source={} {}", source.name(), what);
        wait.stored(() -> ports.events().addEvent(source.tenant(), kind, source.source(), what));
    }
}
