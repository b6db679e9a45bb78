using System.Net;

namespace LlmFunctions.Security;

/// <summary>What a request has to say who sends it.</summary>
/// <param name="Key">A gateway key or a token.</param>
/// <param name="Address">Where it comes from; null when that is not known.</param>
/// <param name="Principal">What App Service authentication says of the caller.</param>
public sealed record CallerCredentials(string? Key, IPAddress? Address, string? Principal = null);
