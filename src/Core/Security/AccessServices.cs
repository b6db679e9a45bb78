using LlmFunctions.Auditing;
using LlmFunctions.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Security;

/// <summary>Registers what tells who may do what, and what is told of it.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<IDocumentSource, PublicDocuments>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<GatewayKeyIssuer>();
        services.AddSingleton<AuditTrail>();
        return services;
    }
}
