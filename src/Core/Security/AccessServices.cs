using LlmFunctions.Auditing;
using LlmFunctions.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmFunctions.Security;

/// <summary>Registers what tells who may do what, and what is told of it.</summary>
internal static class AccessServices
{
    /// <summary>What outlives a change of the configuration: the issuer is asked for its keys once, not with every change.</summary>
    public static IServiceCollection AddAccessState(this IServiceCollection services)
    {
        services.TryAddSingleton<IDocumentSource, PublicDocuments>();
        services.TryAddSingleton<SigningKeys>();
        return services;
    }

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<GatewayKeyIssuer>();
        services.AddSingleton<AuditTrail>();
        return services;
    }
}
