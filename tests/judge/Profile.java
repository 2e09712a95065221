import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWLProfileReport;
import org.semanticweb.owlapi.profiles.Profiles;

/** Exits with 1 when a file named on the command line is not in OWL 2 DL. */
public class Profile {
    public static void main(String[] paths) throws Exception {
        boolean allInProfile = paths.length > 0;
        for (String path : paths) {
            OWLOntology ontology =
                OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(path));
            OWLProfileReport report = Profiles.OWL2_DL.checkOntology(ontology);
            allInProfile &= report.isInProfile();
            System.out.printf(
                "%s: %d axioms, %s%n",
                path,
                ontology.getAxiomCount(),
                report.isInProfile() ? "OWL 2 DL" : "NOT OWL 2 DL");
            report.getViolations().forEach(violation -> System.out.println("    " + violation));
        }
        System.exit(allInProfile ? 0 : 1);
    }
}
