using System.Net;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Jobs.Webhooks;

/// <summary>Where webhooks may go.</summary>
public sealed class WebhookPolicy(GatewayOptions options)
{
    /// <summary>The header by which a request asks for one.</summary>
    public const string Header = "x-llm-webhook";

    private const int LongestAddress = 2048;

    /// <summary>Whether this machine itself may be called.</summary>
    public bool AllowsLoopback => options.Jobs.WebhookLoopback;

    /// <exception cref="GatewayException">The address is none that may be called.</exception>
    public Uri Check(string text) => ProblemOf(text, out Uri? address) is { } problem
        ? throw new GatewayException(ErrorKind.InvalidRequest, $"The header '{Header}' {problem}.", Header)
        : address!;

    /// <summary>Why an address may not be called, as the end of a sentence; null where it may.</summary>
    public string? ProblemOf(string text, out Uri? address) =>
        !Uri.TryCreate(text, UriKind.Absolute, out address) || text.Length > LongestAddress || address.UserInfo.Length > 0 ? "must be an absolute https address without a user name"
        : AllowsLoopback && address.IsLoopback && address.Scheme is "http" or "https" ? null
        : address.Scheme != Uri.UriSchemeHttps ? "must be an https address"
        : !IsAllowedHost(address.IdnHost) ? $"names the host '{address.Host}', which is not one of those that may be called (Gateway__Jobs__WebhookHosts)"
        : null;

    /// <summary>Whether an address that a host's name leads to may be connected to.</summary>
    public bool MayConnect(IPAddress address) => PublicAddresses.IsOne(address) || (AllowsLoopback && IPAddress.IsLoopback(address));

    private bool IsAllowedHost(string host) => options.Jobs.WebhookHosts.Any(allowed => IsAllowed(host, allowed));

    private static bool IsAllowed(string host, string allowed) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
