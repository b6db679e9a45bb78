using System.Runtime.CompilerServices;
using LlmFunctions.Configuration;

namespace LlmFunctions.Guardrails;

/// <summary>Which rules an app has: its own, else the gateway's.</summary>
public sealed class Guards(GatewayOptions options, AppPolicies policies)
{
    private readonly ConditionalWeakTable<GuardOptions, Guard> _compiled = [];

    /// <summary>The options of an app's rules; null where it has none.</summary>
    internal GuardOptions? OptionsOf(string app) => (policies.Of(app).Guard ?? options.Guard) is { IsEmpty: false } guard ? guard : null;

    internal Guard Of(GuardOptions guard) => _compiled.GetValue(guard, static options => new Guard(options));
}
