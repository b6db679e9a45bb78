namespace LlmFunctions.Auditing;

/// <summary>Who makes a change, by which request.</summary>
/// <param name="Id">The id of a gateway key, <c>admin</c>, or <c>jwt:</c> and the subject of a token.</param>
/// <param name="App">The app that the actor calls for.</param>
/// <param name="RequestId">The request.</param>
/// <param name="SourceAddress">Where it came from; null when that is not known.</param>
public sealed record AuditActor(string Id, string App, string RequestId, string? SourceAddress);
