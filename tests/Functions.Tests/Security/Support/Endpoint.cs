using LlmFunctions.Functions.Description;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Tests.Security.Support;

/// <summary>An endpoint as the description has it, and as the OpenAPI document has it. What is tested of all endpoints is tested of a new one without further ado.</summary>
internal sealed record Endpoint(Operation Described, ApiOperation Operation)
{
    private const Rights Manage = Rights.Manage;

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        .. from described in ApiDescription.Surfaces.SelectMany(static surface => surface.Operations)
           join operation in ApiDocument.Current.Operations on described.Id equals operation.Id
           orderby described.Id
           select new Endpoint(described, operation),
    ];

    public string Id => Described.Id;

    /// <summary>Whether it does something for an app, with what belongs to that app; else it manages the gateway.</summary>
    public bool IsOfApps => (Described.Needs & Manage) == Rights.None && Described.Access == Access.Key;

    /// <summary>What a key must have for what the first example does: beside what all requests need, a job is one of the app's jobs, and the lines of a batch are chats.</summary>
    public Rights Rights => Described.Needs | (Described.Origin == Origin.Job ? Rights.Jobs : Rights.None) | (Id == "CreateBatch" ? Rights.Chat : Rights.None);

    public static Endpoint Named(string id) => All.Single(endpoint => endpoint.Id == id);

    public override string ToString() => Operation.ToString();
}
