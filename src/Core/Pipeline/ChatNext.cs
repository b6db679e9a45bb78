namespace LlmFunctions.Pipeline;

/// <summary>The stages that follow.</summary>
public delegate Task<ChatAnswer> ChatNext(ChatCall call, CancellationToken cancellationToken);
