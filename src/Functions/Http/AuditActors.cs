using LlmFunctions.Auditing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Says for the audit log who makes a change.</summary>
internal static class AuditActors
{
    public static AuditActor Of(HttpRequest request, Caller caller) =>
        new(caller.KeyId, caller.App, request.HttpContext.TraceIdentifier, ClientAddress.Find(request)?.ToString());
}
