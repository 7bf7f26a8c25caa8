package io.mosaik.transport.quic.frame;

/**
 * One method per kind of frame that asks for something. A breach of the protocol is thrown, and
 * ends the connection. Called on the thread of the connection.
 */
public interface FrameHandler {

  void onAck(Frame.Ack frame) throws TransportException;

  void onResetStream(Frame.ResetStream frame) throws TransportException;

  void onStopSending(Frame.StopSending frame) throws TransportException;

  void onCrypto(Frame.Crypto frame) throws TransportException;

  void onNewToken(Frame.NewToken frame) throws TransportException;

  void onStream(Frame.Stream frame) throws TransportException;

  void onMaxData(Frame.MaxData frame) throws TransportException;

  void onMaxStreamData(Frame.MaxStreamData frame) throws TransportException;

  void onMaxStreams(Frame.MaxStreams frame) throws TransportException;

  void onStreamDataBlocked(Frame.StreamDataBlocked frame) throws TransportException;

  void onNewConnectionId(Frame.NewConnectionId frame) throws TransportException;

  void onRetireConnectionId(Frame.RetireConnectionId frame) throws TransportException;

  void onPathChallenge(Frame.PathChallenge frame) throws TransportException;

  void onPathResponse(Frame.PathResponse frame) throws TransportException;

  void onConnectionClose(Frame.ConnectionClose frame) throws TransportException;

  void onHandshakeDone(Frame.HandshakeDone frame) throws TransportException;

  void onDatagram(Frame.Datagram frame) throws TransportException;
}
