namespace LlmFunctions.Pipeline;

/// <summary>The stages that follow.</summary>
public delegate Task<CallAnswer> CallNext(GatewayCall call, CancellationToken cancellationToken);
