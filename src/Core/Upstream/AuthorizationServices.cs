using LlmFunctions.Secrets;

namespace LlmFunctions.Upstream;

/// <summary>What an <see cref="IRequestAuthorization"/> may need of the world outside.</summary>
/// <param name="TimeProvider">The clock, for signatures.</param>
/// <param name="Tokens">Tokens of the app's own identity.</param>
public sealed record AuthorizationServices(TimeProvider TimeProvider, IAccessTokenSource Tokens);
