using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmFunctions.Testing;

/// <summary>The runtime looks for a class of this name outside of all namespaces: see <see cref="ProcessProbe"/>.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(ProcessProbe.PortVariable), CultureInfo.InvariantCulture, out int port))
        {
            new Thread(() => Serve(port)) { IsBackground = true, Name = "Probe" }.Start();
        }
    }

    private static void Serve(int port)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using NetworkStream stream = client.GetStream();
        while (stream.ReadByte() is >= 0 and var question)
        {
            if (question == ProcessProbe.CollectFirst)
            {
                Collect();
            }

            stream.Write(Encoding.ASCII.GetBytes(Figures()));
        }
    }

    private static void Collect()
    {
        // Twice: what finalizers let go of is garbage of the second round.
        for (int round = 0; round < 2; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }

    private static string Figures() => string.Create(
        CultureInfo.InvariantCulture,
        $"{GC.GetTotalMemory(forceFullCollection: false)} {Environment.WorkingSet} {GC.GetTotalAllocatedBytes(precise: true)} {Environment.CpuUsage.TotalTime.Ticks} {ThreadPool.ThreadCount}\n");
}
