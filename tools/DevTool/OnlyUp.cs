namespace DevTool;

/// <summary>One `up` at a time works on .azurite: two emulators on the same files would destroy them.</summary>
internal sealed class OnlyUp : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly string _description;

    private OnlyUp(FileStream @lock, string description)
    {
        _lock = @lock;
        _description = description;
        File.Delete(description);
    }

    public static OnlyUp Take(Workspace workspace)
    {
        var description = Path.Combine(workspace.Storage, "up.txt");
        return Lockfile.TryTake(Path.Combine(workspace.Storage, "up.lock")) is { } taken
            ? new OnlyUp(taken, description)
            : throw new UserException(
                "Another `dotnet dev.cs up` runs in this clone and has .azurite in use. Stop it first, or run one more instance beside it"
                + (File.Exists(description) ? $":{Environment.NewLine}{File.ReadAllText(description)}" : " with --port and --storage."));
    }

    public void Describe(Uri address, string storage) => File.WriteAllText(
        _description,
        $"  it runs as process {Environment.ProcessId} on {address.GetLeftPart(UriPartial.Authority)}{Environment.NewLine}"
        + $"  dotnet dev.cs up --port {(address.Port < 65535 ? address.Port + 1 : 7072)} --storage \"{storage}\"");

    public async ValueTask DisposeAsync()
    {
        File.Delete(_description);
        await _lock.DisposeAsync();
    }
}
