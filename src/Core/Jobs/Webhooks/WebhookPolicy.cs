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
    public Uri Check(string text)
    {
        if (text.Length > LongestAddress || !Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.UserInfo.Length > 0)
        {
            throw Refuse("must be an absolute https address without a user name");
        }

        if (AllowsLoopback && address.IsLoopback && address.Scheme is "http" or "https")
        {
            return address;
        }

        if (address.Scheme != Uri.UriSchemeHttps)
        {
            throw Refuse("must be an https address");
        }

        return options.Jobs.WebhookHosts.Any(allowed => IsAllowed(address.IdnHost, allowed))
            ? address
            : throw Refuse($"names the host '{address.Host}', which is not one of those that may be called (Gateway__Jobs__WebhookHosts)");
    }

    /// <summary>Whether an address that a host's name leads to may be connected to.</summary>
    public bool MayConnect(IPAddress address) => PublicAddresses.IsOne(address) || (AllowsLoopback && IPAddress.IsLoopback(address));

    private static bool IsAllowed(string host, string allowed) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);

    private static GatewayException Refuse(string why) => new(ErrorKind.InvalidRequest, $"The header '{Header}' {why}.", Header);
}
