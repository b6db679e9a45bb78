namespace LlmFunctions.Providers.Sandbox;

/// <summary>An answer with a failure status.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RetryAfterSeconds">The <c>Retry-After</c> header.</param>
internal sealed record SandboxFailure(int Status, int? RetryAfterSeconds);
