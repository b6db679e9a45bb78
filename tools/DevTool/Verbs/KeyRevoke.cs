namespace DevTool.Verbs;

/// <summary>Makes a gateway key worthless.</summary>
internal sealed class KeyRevoke : IVerb
{
    public string Name => "key revoke";

    public string Summary => "Revokes a gateway key by its id; every instance refuses it within seconds.";

    public string Operand => "<id>";

    public IReadOnlyList<Option> Options => [ManagementApi.Url, ManagementApi.AdminKey];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var id = arguments.RequiredOperand();
        using var api = ManagementApi.From(arguments, workspace);
        await api.SendAsync(HttpMethod.Delete, $"keys/{Uri.EscapeDataString(id)}", null, cancellationToken);
        Say.Error($"Key {id} is revoked.");
        return 0;
    }
}
