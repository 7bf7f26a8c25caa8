package io.mosaik.transport.quic.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.recovery.SentContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A server's streams; the frames are those of its client. */
class StreamsTest {

  private static final StreamLimits FOUR_OF_EACH = new StreamLimits(1000, 1000, 1000, 4, 4);

  private final ControlFrames control = new ControlFrames();
  private final Streams streams = new Streams(true, FOUR_OF_EACH, control);

  @Test
  void aStreamThatIsOverMakesRoomForAnotherOnlyOnceItWasAccepted() throws Exception {
    for (int i = 0; i < 4; i++) {
      openAndFinish(StreamId.of(i, false, false));
    }
    assertTrue(control.isEmpty(), "nobody has accepted any of them");
    TransportException refused =
        assertThrows(TransportException.class, () -> openAndFinish(StreamId.of(4, false, false)));
    assertEquals(TransportError.STREAM_LIMIT_ERROR.code(), refused.code());

    for (int i = 0; i < 4; i++) {
      streams.accept(StreamId.of(i, false, false));
    }

    assertEquals(new Frame.MaxStreams(false, 7), sentAndAcknowledged().get(0));
    openAndFinish(StreamId.of(4, false, false));
  }

  @Test
  void theSameGoesForBothDirectionsOfAStream() throws Exception {
    for (int i = 0; i < 4; i++) {
      openAndFinish(StreamId.of(i, false, true));
      streams.onStopSending(new Frame.StopSending(StreamId.of(i, false, true), 1));
    }
    assertEquals(4, sentAndAcknowledged().size(), "four resets and no more");
    assertTrue(control.isEmpty(), "nobody has accepted any of them");
    assertTrue(events().contains(new StreamEvent.Closed(StreamId.of(3, false, true))));

    for (int i = 0; i < 4; i++) {
      streams.accept(StreamId.of(i, false, true));
    }

    assertEquals(new Frame.MaxStreams(true, 7), sentAndAcknowledged().get(0));
  }

  @Test
  void anAcceptedStreamMakesRoomWhenItIsOver() throws Exception {
    for (int i = 0; i < 4; i++) {
      long id = StreamId.of(i, false, false);
      streams.onStream(new Frame.Stream(id, 0, Bytes.of(new byte[1]), true));
      streams.accept(id);
      assertEquals(i < 3, control.isEmpty());
      streams.read(id, 10);
    }

    assertEquals(new Frame.MaxStreams(false, 7), sentAndAcknowledged().get(0));
  }

  private void openAndFinish(long id) throws TransportException {
    streams.onStream(new Frame.Stream(id, 0, Bytes.EMPTY, true));
  }

  private List<StreamEvent> events() {
    List<StreamEvent> events = new ArrayList<>();
    Optional<StreamEvent> next;
    while ((next = streams.pollEvent()).isPresent()) {
      events.add(next.get());
    }
    return events;
  }

  private List<Frame> sentAndAcknowledged() {
    List<Frame> frames = new ArrayList<>();
    List<SentContent> contents = new ArrayList<>();
    control.appendTo(
        new FrameSink() {
          @Override
          public int remaining() {
            return 1000;
          }

          @Override
          public void add(Frame frame, SentContent content) {
            frames.add(frame);
            contents.add(content);
          }
        });
    contents.forEach(SentContent::acknowledged);
    return frames;
  }
}
